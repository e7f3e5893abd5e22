"""A file of hours."""

from django import forms

from progress.hours.csv import MAX_BYTES


class HoursFileForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="Needs the columns day and minutes. Can have kind, topic and note. Without a kind, none is stated.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 2**20} MiB. Split it.")
        content: bytes = file.read()
        return content

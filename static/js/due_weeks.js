// The last day of a due week, below its number, while it is typed. The page says it of weeks that are saved.

const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function textOf(field) {
  const week = field.valueAsNumber;
  if (!field.validity.valid || !Number.isInteger(week)) return "";
  const day = new Date(`${field.dataset.start}T00:00Z`);
  day.setUTCDate(day.getUTCDate() + 7 * week - 1);
  return `Ends on ${DATE.format(day)}.`;
}

function noteBelow(field) {
  const note = document.createElement("div");
  note.className = "helptext";
  field.after(note);
  return note;
}

for (const field of document.querySelectorAll("input[data-start]")) {
  let note = document.getElementById(`${field.id}_helptext`);
  const hint = field.value ? "" : (note?.textContent ?? "");
  field.addEventListener("input", () => {
    note ??= noteBelow(field);
    note.setAttribute("role", "status");
    note.textContent = textOf(field) || hint;
  });
}

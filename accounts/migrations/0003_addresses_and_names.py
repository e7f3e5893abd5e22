"""Addresses in lower case, one account for each; names without hidden characters, of at most 60 letters."""

import re
import unicodedata

from django.db import migrations

LONGEST_NAME, LONGEST_ADDRESS = 60, 254
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def one_account_for_each_address(apps, schema_editor):
    """Two accounts may differ in the case of their address alone, and then neither could sign in. The one that was used
    last has it from now on. The other keeps everything but the address, and is named on the terminal.
    """
    User = apps.get_model("accounts", "User")
    groups = {}
    for person in User.objects.all():
        groups.setdefault(person.email.strip().lower(), []).append(person)
    taken = set(groups)
    for address, people in groups.items():
        people.sort(key=lambda person: (person.last_login is not None, person.last_login or person.date_joined, -person.pk))
        owner, others = people[-1], people[:-1]
        for person in others:
            User.objects.filter(pk=person.pk).update(email=free_address(address, person.pk, taken))
            renamed = User.objects.values_list("email", flat=True).get(pk=person.pk)
            print(f"\n  Two accounts had the address {address}. Number {person.pk} has {renamed} now: correct it in /admin/.")
        User.objects.filter(pk=owner.pk).update(email=address)


def free_address(address, pk, taken):
    name, _, domain = address.rpartition("@")
    ending = f"+duplicate-{pk}"
    while True:
        candidate = f"{name[: LONGEST_ADDRESS - len(ending) - len(domain) - 1]}{ending}@{domain}"
        if candidate not in taken:
            taken.add(candidate)
            return candidate
        ending += "x"


def addresses_beside_the_main_one(apps, schema_editor):
    """Somebody's main address stands on nobody else's list, and is marked as the main one on theirs."""
    User, EmailAddress = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    owners = dict(User.objects.values_list("email", "pk"))
    seen = set()
    for row in EmailAddress.objects.order_by("-verified", "-primary", "pk"):
        email = row.email.strip().lower()
        if owners.get(email, row.user_id) != row.user_id or (row.user_id, email) in seen:
            row.delete()
            continue
        seen.add((row.user_id, email))
        EmailAddress.objects.filter(pk=row.pk).update(email=email, primary=False)
    for email, pk in owners.items():
        EmailAddress.objects.filter(user_id=pk, email=email).update(primary=True)


def clean_names(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    for person in User.objects.all():
        name = clean_name(person.name, person.pk)
        if name != person.name:
            User.objects.filter(pk=person.pk).update(name=name)


def clean_name(name, pk):
    letters = []
    for letter in unicodedata.normalize("NFC", INVISIBLE.sub("", name)):
        category = unicodedata.category(letter)
        if category in ("Cc", "Zl", "Zp", "Zs") or letter == "@":
            letters.append(" ")
        elif category[0] != "C" and not (category[0] == "M" and all(unicodedata.category(one)[0] == "M" for one in letters[-4:])):
            letters.append(letter)
    text = re.sub(r"://|\bwww\.", " ", "".join(letters), flags=re.I)
    text = unicodedata.normalize("NFC", " ".join(text.split()))[:LONGEST_NAME].strip()
    return text if any(letter.isalpha() for letter in text) else f"Learner {pk}"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_keys_for_scripts"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunPython(one_account_for_each_address, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(addresses_beside_the_main_one, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(clean_names, migrations.RunPython.noop, elidable=True),
    ]

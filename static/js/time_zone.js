// Selects the browser's time zone for somebody who has chosen none yet. Without it they look it up in the list.
const choice = document.getElementById("id_time_zone");
const nameOf = (timeZone) => new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
const own = nameOf(undefined);

/** Browsers still have former names, such as Asia/Calcutta for Asia/Kolkata, so both sides are named by the browser. */
function isHere(option) {
  try {
    return nameOf(option.value) === own;
  } catch {
    return false; // a zone that is newer than the browser
  }
}

if (choice.value === "UTC") {
  const here = [...choice.options].find(isHere);
  if (here) choice.value = here.value;
}

// Selects the browser's time zone for somebody who has chosen none yet. Without it they look it up in the list.
const choice = document.getElementById("id_time_zone");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isListed = [...choice.options].some((option) => option.value === here);
if (choice.value === "UTC" && isListed) choice.value = here;

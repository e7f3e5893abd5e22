// Proposes the browser's time zone to whoever has chosen none yet. Without it the list is looked through.
(() => {
  const choice = document.getElementById("id_time_zone");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const isKnown = [...choice.options].some((option) => option.value === here);
  if (choice.value === "UTC" && isKnown) choice.value = here;
})();

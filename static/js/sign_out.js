// Signing out forgets the learner's drafts in this browser, after saying which of them the site doesn't have yet.
/* global browserDrafts */
(() => {
  const form = document.querySelector("form[data-forget-drafts]");
  const owner = form.dataset.forgetDrafts;
  form.addEventListener("submit", () => browserDrafts.clear(owner));
  const unsaved = browserDrafts.unsaved(owner).map((key) => key.split(":"));
  if (unsaved.length === 0) return;
  const note = form.querySelector("[data-unsaved]");
  note.append(
    unsaved.length === 1
      ? "1 draft is only in this browser, and signing out deletes it. Open the exercise to save it: "
      : `${unsaved.length} drafts are only in this browser, and signing out deletes them. Open the exercises to save them: `,
  );
  for (const [, slug] of unsaved) {
    const link = document.createElement("a");
    link.href = `/exercises/${slug}/`;
    link.textContent = slug;
    note.append(link, " ");
  }
})();

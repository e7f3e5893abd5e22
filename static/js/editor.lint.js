// Asks the server what is wrong with the code, after a pause in typing. It only reads the code.

/** For `warnings` of the editor. `field` is the form's text. A visitor's is asked about once they have changed it. */
export function askServer(field) {
  const isLearner = field.form.querySelector("[data-draft]") !== null;
  let quietUntil = 0;
  return async (source) => {
    if ((source === field.defaultValue && !isLearner) || Date.now() < quietUntil) return [];
    try {
      const body = new URLSearchParams({ source });
      const response = await fetch(field.dataset.lint, { method: "POST", body });
      if (response.ok) return (await response.json()).problems;
      quietUntil = Date.now() + 1_000 * Number(response.headers.get("Retry-After") ?? 30);
    } catch {
      quietUntil = Date.now() + 30_000; // offline
    }
    return [];
  };
}

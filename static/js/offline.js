// What works without a network: pages opened before (service_worker.js), and logging study time. A line that didn't reach
// the server waits in this browser and is sent later. It carries the uid of its entry, so it is logged once.

import { getDraft, setDraft, WAITING_LINES } from "./browser_drafts.js";

const MAX_LINES = 50;
const owner = document.querySelector("[data-forget-drafts]")?.dataset.forgetDrafts;
const KEY = `${owner}:${WAITING_LINES}`;
const OWNER_OF_PAGES = "pages-owner";

const waitingLines = () => getDraft(KEY)?.lines ?? [];
const setWaitingLines = (lines) => setDraft(KEY, { unsaved: lines.length > 0, lines });

/** Show a message where the site shows its own. */
function show(id, ...content) {
  let line = document.getElementById(id);
  if (!line) {
    line = Object.assign(document.createElement("p"), { id, className: "notice" });
    line.setAttribute("role", "status");
    document.getElementById("main").prepend(line);
  }
  line.replaceChildren(...content);
}

function link(href, textContent) {
  return Object.assign(document.createElement("a"), { href, textContent });
}

/** Keep the line of a form that couldn't be sent, with the day on which it was written. */
function keepLine(form, submitter) {
  const { csrfmiddlewaretoken: _, next: __, ...fields } = Object.fromEntries(new FormData(form, submitter));
  const lines = waitingLines();
  const written_on = new Date().toLocaleDateString("sv"); // Swedish dates are ISO dates
  if (lines.length >= MAX_LINES || !setWaitingLines([...lines, { ...fields, written_on }])) return false;
  form.elements.uid.value = crypto.randomUUID();
  form.elements.line.value = "";
  return true;
}

/** Whether the server has logged it. The address after the redirect tells: the log's page asks, the sign-in page waits. */
async function send(fields, action, token) {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token, next: "/offline/" });
  const response = await fetch(action, { method: "POST", body });
  return response.ok && new URL(response.url).pathname === "/offline/";
}

function askAbout(fields) {
  const { written_on, line, topic, uid } = fields;
  const question = link(`/hours/log/?${new URLSearchParams({ line, topic, written_on })}`, `“${line}”`);
  question.addEventListener("click", () => setWaitingLines(waitingLines().filter((other) => other.uid !== uid)));
  return question;
}

async function sendWaitingLines() {
  const form = document.querySelector("form[data-forget-drafts]");
  const token = form.elements.csrfmiddlewaretoken.value;
  const refused = [];
  let sent = 0;
  for (const fields of waitingLines()) {
    if (!(await send(fields, "/hours/log/", token))) {
      refused.push(fields);
      continue;
    }
    sent += 1;
    setWaitingLines(waitingLines().filter((other) => other.uid !== fields.uid));
  }
  const lines = sent === 1 ? "1 line" : `${sent} lines`;
  if (refused.length) show("waiting-lines", "Not logged yet. Check: ", ...refused.flatMap((fields) => [askAbout(fields), " "]));
  else if (sent) show("waiting-lines", `Logged ${lines} that you wrote offline. `, link("/hours/", "Your hours"));
}

/** Another tab may be sending: the lock makes it one after the other. */
function sendSoon() {
  if (!navigator.onLine || waitingLines().length === 0) return;
  navigator.locks.request(KEY, sendWaitingLines).catch(() => {}); // the next page tries again
}

function showConnection() {
  if (navigator.onLine) document.getElementById("offline")?.remove();
  else show("offline", "You’re offline. This page may be out of date. Study time you log is sent later.");
}

document.addEventListener("htmx:sendError", (event) => {
  const { elt, requestConfig } = event.detail;
  if (!elt.matches("form.log") || requestConfig.verb !== "post") return;
  const isKept = keepLine(elt, requestConfig.triggeringEvent?.submitter);
  show("waiting-lines", isKept ? "Saved in this browser. We’ll log it when you’re online." : "We couldn’t save that. Note it down.");
});

async function start() {
  await navigator.serviceWorker?.register("/service-worker.js");
  if (localStorage.getItem(OWNER_OF_PAGES) === owner) return;
  await caches.delete("pages"); // somebody else's
  localStorage.setItem(OWNER_OF_PAGES, owner);
}

if (owner) {
  addEventListener("online", () => [showConnection(), sendSoon()]);
  addEventListener("offline", showConnection);
  showConnection();
  sendSoon();
  start().catch(() => {}); // storage or workers are forbidden: the site works as without them
}

// Ticks the running timer's text each minute. Without it the page shows the time at which it was served.
const MINUTE_MS = 60_000;

function formatClock(started, now) {
  const minutes = Math.max(0, Math.floor((now - started) / MINUTE_MS));
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

function tick() {
  for (const timer of document.querySelectorAll("[data-started]")) {
    const text = timer.querySelector("[data-clock]");
    if (text) text.textContent = formatClock(Date.parse(timer.dataset.started), Date.now());
  }
}

tick();
setInterval(tick, MINUTE_MS / 2);
document.addEventListener("visibilitychange", tick);

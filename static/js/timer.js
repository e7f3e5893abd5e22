// Ticks the running timer's text each minute. The page is right without it, as of when it was served.
const MINUTE = 60_000;

function clock(started, now) {
  const minutes = Math.max(0, Math.floor((now - started) / MINUTE));
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

function tick() {
  for (const timer of document.querySelectorAll("[data-started]")) {
    const text = timer.querySelector("[data-clock]");
    if (text) text.textContent = clock(Date.parse(timer.dataset.started), Date.now());
  }
}

tick();
setInterval(tick, MINUTE / 2);
document.addEventListener("visibilitychange", tick);

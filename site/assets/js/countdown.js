// Keeps "剩 23 小时 10 分" true while the page is open. The same rounding as left() and urgency() on the server.
const english = document.documentElement.lang === "en";
const units = english ? ["d", "h", "min"] : ["天", "小时", "分"];

function left(seconds) {
  const late = seconds <= 0, s = Math.abs(seconds), days = Math.floor(s / 86400);
  const counts = [days, Math.floor(s % 86400 / 3600), days ? 0 : Math.floor(s % 3600 / 60)];
  const span = counts.map((n, i) => n ? `${n} ${units[i]}` : "").filter(Boolean).join(" ");
  if (english) return late ? (span ? `overdue by ${span}` : "just overdue") : `${span || "less than 1 min"} left`;
  return late ? (span ? `超时 ${span}` : "刚刚超时") : span ? `剩 ${span}` : "剩不到 1 分";
}

function refresh() {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-left]")) {
    const seconds = Math.floor((Date.parse(time.dateTime) - Date.now()) / 1000);
    const words = left(seconds);
    if (time.textContent !== words) time.textContent = words;
    time.classList.toggle("bad", seconds <= 0);
    time.classList.toggle("warn", seconds > 0 && seconds < 7200);
  }
}

setInterval(refresh, 30000);
document.addEventListener("visibilitychange", refresh);

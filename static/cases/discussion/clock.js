// The time that is left: counted here, by the clock of the server.
import { say, sayCount } from "./words.js";

const offsets = new WeakMap();
const two = (number) => String(number).padStart(2, "0");

const tick = () => {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  if (!offsets.has(clock)) offsets.set(clock, Date.parse(clock.dataset.now) - Date.now());
  const left = Math.round((Date.parse(clock.dataset.ends) - Date.now() - offsets.get(clock)) / 1000);
  const seconds = Math.abs(left);
  const time = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  clock.classList.toggle("is-over", left < 0);
  clock.classList.toggle("is-short", left >= 0 && left < 120);
  clock.querySelector("[data-clock-time]").textContent = left < 0 ? `+${time}` : time;
  const minutes = Math.floor(seconds / 60);
  const words = left >= 0 ? sayCount("left", Math.ceil(seconds / 60)) : minutes ? sayCount("over", minutes) : say("over-now");
  const place = clock.querySelector("[data-clock-words]");
  if (place.textContent !== words) place.textContent = words;
};

export const startClock = () => {
  tick();
  setInterval(tick, 1000);
};

// The words of the room, in the language of the page.
const words = document.getElementById("words-room").content;
const said = document.querySelector("[data-room-said]");

export const say = (name, values = {}) => {
  const text = words.querySelector(`[data-say="${name}"]`).textContent;
  return Object.entries(values).reduce((line, [key, value]) => line.replace(`{${key}}`, value), text);
};

// name-one for one, name for all others.
export const sayCount = (name, count) => say(count === 1 ? `${name}-one` : name, { count });

// What a screen reader hears of the others: never more than a line every few seconds.
const CALM = 6000;
let next = [];
let isBusy = false;

const speak = () => {
  isBusy = next.length > 0;
  if (!isBusy) return;
  said.textContent = next.join(" ");
  next = [];
  setTimeout(speak, CALM);
};

export const tell = (line) => {
  next = [...next.filter((other) => other !== line), line];
  if (!isBusy) speak();
};

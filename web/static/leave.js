// Leaves the page at once for a neutral one: by the button, or by pressing Shift three times within a few seconds.
// The entry in the history is replaced, so that "back" does not return here. Earlier pages stay in the history: the page says so.
const way = document.getElementById("leave");
const WITHIN = 5000;
let presses = [];

function leave() {
  document.title = "…";
  document.body.replaceChildren();
  location.replace(way.href);
}

way.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  const now = event.timeStamp;
  presses = event.key === "Shift" ? [...presses.filter((then) => now - then < WITHIN), now] : [];
  if (presses.length >= 3) leave();
});

// Trades the access token for a session, and goes on to the page that was asked for.
const form = document.getElementById("sign-in");
const field = document.getElementById("token");
const problem = document.getElementById("problem");
const button = form.querySelector("button");

/** The page that was asked for: one of ours, or the first. */
function next() {
  const asked = new URLSearchParams(location.search).get("next");
  if (location.pathname !== "/sign-in.html") return location.href;
  const url = new URL(asked ?? "/", location.origin);
  return url.origin === location.origin ? url.href : "/";
}

function tell(text) {
  problem.textContent = text;
  field.setAttribute("aria-invalid", String(text !== ""));
}

async function signIn() {
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: field.value }),
  });
  if (answer.ok) return location.replace(next());
  const wrong = answer.status === 401 || answer.status === 400;
  tell(
    wrong
      ? "That is not the access token."
      : "Signing in does not work now. Try again in a moment.",
  );
  field.select();
}

field.focus();
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  tell("");
  button.disabled = true;
  try {
    await signIn();
  } catch {
    tell("Signalbox cannot be reached. Try again in a moment.");
  } finally {
    button.disabled = false;
  }
});

import "./styles/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";

/** Marks that the page was already loaded anew for a chunk that is gone. */
const RELOADED = "signalbox.reloaded";

addEventListener("vite:preloadError", () => {
  if (sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, "1");
  location.reload();
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");
createRoot(root).render(<App />);

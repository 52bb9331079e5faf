import "./styles/base.css";
import { pageAt } from "./app/pages";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");

// Two parts that need each other to show anything, asked for at once.
void pageAt(location.pathname)?.().catch(() => {});
import("./app/start").then(
  ({ start }) => start(root),
  () => {
    const words = document.createElement("p");
    words.role = "alert";
    words.textContent = "Signalbox could not be loaded. Load this page again.";
    root.append(words);
  },
);

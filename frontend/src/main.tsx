import "./styles/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { reloadIfReplaced } from "./app/parts";

addEventListener("vite:preloadError", () => void reloadIfReplaced());

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");
createRoot(root).render(<App />);

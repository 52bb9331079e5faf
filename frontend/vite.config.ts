import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { favicons } from "./tools/favicons";
import { chunkGroups, preloadStart } from "./tools/start";

const host = "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), favicons(), preloadStart()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } },
  },
  server: {
    proxy: {
      "/api": host,
      "/webhooks": host,
      "/ws": { target: host.replace("http", "ws"), ws: true },
    },
  },
});

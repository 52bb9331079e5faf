import { useParams } from "@tanstack/react-router";
import { BuildPage } from "../../features/build/build-page";
import { NotFound } from "../shell/not-found";

export function BuildRoute() {
  const { buildId } = useParams({ from: "/b/$buildId" });
  const id = Number(buildId);
  if (!Number.isSafeInteger(id) || id < 1) return <NotFound />;
  return <BuildPage key={id} id={id} />;
}

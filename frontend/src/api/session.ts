import { api } from "./client";
import { leaveToSignIn } from "./sign-in";

let required: Promise<boolean> | undefined;

/** Whether one has to sign in here; asked once. While the server is away it is asked again the next time. */
export function signInRequired(): Promise<boolean> {
  required ??= api.GET("/api/session").then(({ data }) => {
    if (!data) throw new Error("the session is not told");
    return data.required;
  });
  required.catch(() => {
    required = undefined;
  });
  return required;
}

/** Ends the session, and leaves for the sign-in page. */
export async function signOut(): Promise<void> {
  await api.DELETE("/api/session");
  leaveToSignIn(location);
}

/** Where the live socket is, with a ticket that opens it where one is asked for. */
export async function socketAddress(): Promise<string> {
  const url = new URL("/ws", location.origin.replace(/^http/, "ws"));
  if (!(await signInRequired())) return url.href;
  const { data } = await api.POST("/api/session/ticket");
  if (!data?.ticket) throw new Error("no ticket was given");
  url.searchParams.set("ticket", data.ticket);
  return url.href;
}

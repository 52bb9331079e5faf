import { queryOptions } from "@tanstack/react-query";
import { signInRequired } from "../api/session";

/** Whether one has to sign in, and so may sign out. */
export const sessionQuery = queryOptions({
  queryKey: ["sign-in-required"],
  queryFn: signInRequired,
});

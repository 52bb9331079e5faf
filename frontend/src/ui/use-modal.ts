import { type RefObject, useLayoutEffect, useRef } from "react";

/** A modal dialog that is open for as long as it is drawn. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const own = dialog.current;
    own?.showModal();
    // Closed before it is taken away, it gives the focus back to what had it.
    return () => own?.close();
  }, []);
  return dialog;
}

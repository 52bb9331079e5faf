import { type ComponentProps, type KeyboardEvent, useLayoutEffect, useRef } from "react";

type ModalProps = Required<Pick<ComponentProps<"dialog">, "ref" | "onClose" | "onKeyDown">>;

/** What makes a dialog modal, and open for as long as it is drawn. */
export function useModal(onClose: () => void): ModalProps {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const own = ref.current;
    own?.showModal();
    // Closed before it is taken away, it gives the focus back to what had it.
    return () => own?.close();
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
    // A browser tells of a dialog that it closed after the next key, which may have opened it again.
    event.preventDefault();
    onClose();
  }
  return { ref, onClose, onKeyDown };
}

/** A new version waits until staff start it; it is offered only where nobody is being scanned. */

import { useFrame } from "./frame.tsx";

export function Update() {
  const { say, update } = useFrame();
  if (!update) return null;
  return (
    <div class="notice" role="status">
      <span>{say("updateThere")}</span>
      <button type="button" onClick={update}>{say("update")}</button>
    </div>
  );
}

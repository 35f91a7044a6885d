import { k3dEquipment } from "../support/k3d-equipment.ts";
import { conforms } from "./conforms.ts";

conforms({
  id: "k3d",
  open: async () => {
    const equipment = await k3dEquipment();
    return { config: { cluster: { image: equipment.nodeImage } }, env: equipment.env, [Symbol.asyncDispose]: () => equipment[Symbol.asyncDispose]() };
  },
});

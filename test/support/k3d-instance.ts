import { k3dEquipment } from "./k3d-equipment.ts";
import { ownedInstance, type OwnedInstance } from "./instance.ts";

/** A working copy whose services are pods of a cluster of its own, which goes with it. @param config What else its `neotool.config.ts` says. */
export const k3dInstance = async (name: string, config: Readonly<Record<string, unknown>> = {}): Promise<OwnedInstance> => {
  const equipment = await k3dEquipment();
  const text = `export default ${JSON.stringify({ runtime: "k3d", cluster: { image: equipment.nodeImage }, ...config })};`;
  const instance = await ownedInstance(name, { "neotool.config.ts": text }, equipment.env);
  return {
    ...instance,
    [Symbol.asyncDispose]: async () => {
      await instance[Symbol.asyncDispose]();
      await equipment[Symbol.asyncDispose]();
    },
  };
};

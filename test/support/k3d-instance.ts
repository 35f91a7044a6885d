import { k3dEquipment } from "./k3d-equipment.ts";
import { ownedInstance, type OwnedInstance } from "./instance.ts";

/** Its config can be changed without saying again that it is a cluster. */
export interface ClusterInstance extends OwnedInstance {
  configure(config: Readonly<Record<string, unknown>>): Promise<void>;
}

/** A working copy whose services are pods of a cluster of its own, which goes with it. @param config What else its `neotool.config.ts` says. */
export const k3dInstance = async (name: string, config: Readonly<Record<string, unknown>> = {}): Promise<ClusterInstance> => {
  const equipment = await k3dEquipment();
  const text = (more: Readonly<Record<string, unknown>>) => `export default ${JSON.stringify({ runtime: "k3d", cluster: { image: equipment.nodeImage }, ...more })};`;
  const instance = await ownedInstance(name, { "neotool.config.ts": text(config) }, equipment.env);
  return {
    ...instance,
    configure: (more) => instance.write("neotool.config.ts", text(more)),
    [Symbol.asyncDispose]: async () => {
      await instance[Symbol.asyncDispose]();
      await equipment[Symbol.asyncDispose]();
    },
  };
};

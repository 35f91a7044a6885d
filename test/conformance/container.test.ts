import { conforms } from "./conforms.ts";

conforms({ id: "container", open: async () => ({ config: {}, env: {}, [Symbol.asyncDispose]: async () => {} }) });

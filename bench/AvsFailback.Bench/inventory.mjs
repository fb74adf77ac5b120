// Lists all replicated items twice with the official JavaScript client and prints the milliseconds of the second pass, the bytes that the heap
// has grown by both while the items of the second are held, and the number of items.
//   node --expose-gc inventory.mjs <folder with node_modules> <address> <vault id>
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, address, id] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(folder, "run.mjs")));
const { SiteRecoveryManagementClient } = require("@azure/arm-recoveryservices-siterecovery");
const [, subscription, group, vault] = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*\/vaults\/([^/]+)$/i.exec(id);

// The emulator answers plain HTTP on loopback, where the client sends no token of its own.
const credential = { getToken: async () => ({ token: "test", expiresOnTimestamp: Date.now() + 3_600_000 }) };
const client = new SiteRecoveryManagementClient(credential, subscription, { endpoint: address, allowInsecureConnection: true });
client.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
client.pipeline.addPolicy({ name: "test", sendRequest: (request, next) => (request.headers.set("Authorization", "Bearer test"), next(request)) });

async function list() {
  const found = [];
  for await (const item of client.replicationProtectedItems.list(vault, group)) {
    found.push(item);
  }
  return found;
}

global.gc();
const before = process.memoryUsage().heapUsed;
await list();
const start = performance.now();
const items = await list();
const took = performance.now() - start;
global.gc();
console.log(`${took.toFixed(1)} ${process.memoryUsage().heapUsed - before} ${items.length}`);

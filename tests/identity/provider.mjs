// node provider.mjs: an OpenID provider on loopback. It reads its settings from the first line of its
// standard input, and ends with that. It prints one line of JSON: its issuer, and where it is told to
// rotate its keys, to shift its clock, to give short-lived tokens, to go away and to come back.
// Everybody may sign in as role@tenant: it protects nothing.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { json, text } from "node:stream/consumers";
import { interactionPolicy, Provider } from "oidc-provider";
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";

const lines = createInterface({ input: process.stdin });
const settings = JSON.parse((await once(lines, "line"))[0]);
lines.on("close", () => process.exit());
const MFA = "urn:goldenpath:mfa";
const adapter = createMemoryAdapter();
const secrets = [randomUUID()];
const events = [];
const refreshTokens = [];
const counts = {};
const { now } = Date;
let keys = [newKey()];
let lifetime = 300;
let answer;

const server = createServer((request, response) => {
  const path = request.url.split("?")[0];
  counts[path] = (counts[path] ?? 0) + 1;
  answer(request, response);
});
const control = createServer(controlled);
await listening(server, 0);
await listening(control, 0);
const issuer = `http://127.0.0.1:${server.address().port}`;
start();
console.log(JSON.stringify({ issuer, control: `http://127.0.0.1:${control.address().port}` }));

function listening(which, port) {
  return new Promise((done) => which.listen(port, "127.0.0.1", done));
}

function newKey() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "ES256" };
}

// Also after a change of keys: what it remembers lies in the adapter, so sessions go on.
function start() {
  const provider = new Provider(issuer, {
    adapter,
    jwks: { keys },
    clients: settings.clients,
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    claims: { amr: null, openid: ["sub", "tenant", "roles"] },
    conformIdTokenClaims: false,
    acrValues: [MFA],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    clockTolerance: 0,
    cookies: { keys: secrets },
    // Without its guard against addresses such as loopback, where the services of tests are.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    findAccount: (_, id) => ({ accountId: id, claims: () => account(id) }),
    extraTokenClaims: (_, token) => ({ ...account(token.accountId ?? token.clientId) }),
    interactions: { policy: policy(), url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: () => lifetime, IdToken: 300, RefreshToken: 86400 },
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { logoutSource: asked, postLogoutSuccessSource: loggedOut },
      resourceIndicators: { getResourceServerInfo: resource },
    },
  });
  provider.on("grant.revoked", () => events.push("grant.revoked"));
  provider.on("refresh_token.saved", ({ jti }) => refreshTokens.push(jti));
  provider.on("backchannel.success", () => events.push("backchannel.success"));
  provider.on("backchannel.error", (_, error) => events.push(`backchannel.error ${error.message}`));
  provider.on("server_error", (_, error) => console.error(error));
  provider.use(interactions(provider));
  answer = provider.callback();
}

function account(id) {
  const [role, tenant] = id.split("@");
  return { sub: id, tenant: tenant ?? id, roles: [role] };
}

function resource(_, audience) {
  const scope = settings.scopes.join(" ");
  return { scope, audience: audience.split(":").at(-1), accessTokenFormat: "jwt", accessTokenTTL: 300 };
}

// Whoever asks for a second factor has to show one, also in a session that was good enough before.
function policy() {
  const prompts = interactionPolicy.base();
  const { Check } = interactionPolicy;
  const asks = ({ params }) => (params.acr_values ?? "").split(" ").includes(MFA);
  const lacks = ({ oidc }) => asks(oidc) && oidc.acr !== MFA;
  prompts.get("login").checks.add(new Check("step_up", "a second factor is needed", lacks));
  return prompts;
}

// What a person would be shown as a page is JSON here, and what they would do there is a form.
function interactions(provider) {
  return async (ctx, next) => {
    if (!ctx.path.startsWith("/interaction/")) return next();
    const details = await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method === "GET") {
      ctx.body = { prompt: details.prompt, params: details.params, uid: details.uid };
      return;
    }
    const form = Object.fromEntries(new URLSearchParams(await text(ctx.req)));
    const result = await decided(provider, details, form);
    const mergeWithLastSubmission = details.prompt.name === "consent";
    const location = await provider.interactionResult(ctx.req, ctx.res, result, {
      mergeWithLastSubmission,
    });
    ctx.status = 303;
    ctx.redirect(location);
  };
}

async function decided(provider, { prompt, params, session }, form) {
  if (form.deny) return { error: "access_denied", error_description: "the person refused" };
  if (prompt.name === "login") {
    const amr = form.amr.split(" ");
    return { login: { accountId: form.login, amr, acr: amr.length > 1 ? MFA : undefined } };
  }
  const { accountId } = session;
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(prompt.details.missingOIDCClaims ?? []);
  return { consent: { grantId: await grant.save() } };
}

function asked(ctx, form) {
  ctx.body = { secret: /name="xsrf" value="([^"]+)"/.exec(form)[1] };
}

function loggedOut(ctx) {
  ctx.body = { logged_out: true };
}

async function controlled(request, response) {
  const asks = request.method === "POST" ? await json(request) : {};
  const answers = {
    "/keys": () => rotate(asks.keep),
    "/lifetime": () => (lifetime = asks.seconds),
    "/clock": () => (Date.now = () => now() + asks.seconds * 1000),
    "/down": () => new Promise((done) => (server.close(done), server.closeAllConnections())),
    "/up": () => server.listening || listening(server, Number(new URL(issuer).port)),
    "/events": () => {},
  };
  await answers[request.url]();
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ counts, events, refreshTokens, kids: keys.map(({ kid }) => kid) }));
}

// A new key signs from now on; the old ones are still published, or are not.
function rotate(keep) {
  keys = [newKey(), ...(keep ? keys : [])];
  start();
}

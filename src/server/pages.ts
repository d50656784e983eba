import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import serveFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const built = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/**
 * The developer's pages: GraphiQL, which needs nothing but this server, and Apollo Sandbox, whose
 * program comes from Apollo's network. Never in production: they exist to look around.
 */
export async function addPages(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (request, reply) => {
    const policy = request.url.startsWith('/sandbox') ? sandboxPolicy : graphiqlPolicy;
    reply.header('content-security-policy', policy);
    // The embedded Sandbox is a frame of Apollo's origin and its script is loaded across origins.
    reply.header('cross-origin-embedder-policy', 'unsafe-none');
  });

  if (existsSync(`${built}graphiql/index.html`)) {
    app.get('/graphiql', async (_request, reply) => reply.redirect('/graphiql/'));
    await app.register(serveFiles, {
      root: `${built}graphiql`,
      prefix: '/graphiql/',
      cacheControl: false,
    });
  } else {
    app.get('/graphiql', async (_request, reply) =>
      reply.code(404).type('text/html; charset=utf-8').send(notBuilt),
    );
  }

  app.get('/sandbox', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(sandboxPage),
  );
  app.get('/sandbox/embed.js', async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(sandboxScript),
  );
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>GraphiQL</title>
<p>GraphiQL has not been built yet: run <code>npm run build:web</code>, then start the server again.</p>
</html>`;

const graphiqlPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // The editor colours its lines with style elements that it makes itself.
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const sandboxPolicy = [
  "default-src 'none'",
  "script-src 'self' https://embeddable-sandbox.cdn.apollographql.com",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https://*.apollographql.com",
  'frame-src https://sandbox.embed.apollographql.com',
  "connect-src 'self' https://*.apollographql.com",
  'manifest-src https://*.apollographql.com',
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const sandboxPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ConsentGraph: Apollo Sandbox</title>
<style>html, body, #sandbox { height: 100%; margin: 0 } #help { padding: 1rem; font-family: sans-serif }</style>
</head>
<body>
<div id="sandbox"><p id="help">Apollo Sandbox is loaded from Apollo's network. Without internet, use
<a href="/graphiql">GraphiQL</a>, which this server has itself.</p></div>
<script src="https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js"></script>
<script src="/sandbox/embed.js"></script>
</body>
</html>`;

const sandboxScript = `const endpoint = new URL('/graphql', location.href).href;
if (window.EmbeddedSandbox) {
  document.getElementById('help').remove();
  new window.EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: endpoint,
    initialSubscriptionEndpoint: endpoint.replace(/^http/, 'ws'),
    includeCookies: false,
  });
}
`;

import test from 'ava';
import { failsWith, openClient, sendJson, startOddRegistry } from './odd-registry.js';

test('pages are read one after the other, each tag once', async (t) => {
  const registry = await startOddRegistry(t, (request, response) => {
    const last = new URL(request.url ?? '', 'http://x').searchParams.get('last');
    const link = { link: '</v2/app/tags/list?last=b&n=1000>; rel="next"' };
    if (last === null) return sendJson(response, { name: 'app', tags: ['a', 'b'] }, link);
    sendJson(response, { name: 'app', tags: ['b', 'c'] });
  });
  const list = await openClient(t).listTags({ registry: registry.host, repository: 'app' });
  t.deepEqual(list, { tags: ['a', 'b', 'c'], truncated: false, pages: 2, rateLimit: null });
  t.is(registry.seen[0]?.path, '/v2/app/tags/list?n=1000');
});

test('the list is shared by all containers of a repository', async (t) => {
  const registry = await startOddRegistry(t, (_request, response) => sendJson(response, { tags: ['1'] }));
  const client = openClient(t);
  const target = { registry: registry.host, repository: 'app' };
  await Promise.all(Array.from({ length: 100 }, () => client.listTags(target)));
  t.is(registry.seen.length, 1);
});

test('a next page may be written as a whole URL of the registry’s inner name', async (t) => {
  const registry = await startOddRegistry(t, (request, response) => {
    const isFirst = request.url?.includes('last=') === false;
    const link = '<http://registry.internal:5000/v2/app/tags/list?last=a>; rel=next, <https://x/>; rel="help"';
    sendJson(response, { tags: isFirst ? ['a'] : ['b'] }, isFirst ? { link } : {});
  });
  t.deepEqual((await openClient(t).listTags({ registry: registry.host, repository: 'app' })).tags, ['a', 'b']);
});

test('a next page of another path is refused', async (t) => {
  for (const link of [
    '</v2/other/tags/list?last=a>; rel="next"',
    '</admin>; rel="next"',
    '</v2/app/tags/list/../../x>; rel="next"',
  ]) {
    const registry = await startOddRegistry(t, (_request, response) => sendJson(response, { tags: ['a'] }, { link }));
    await failsWith(t, openClient(t).listTags({ registry: registry.host, repository: 'app' }), 'redirect_refused');
    t.is(registry.seen.length, 1);
  }
});

test('pages in a circle end with an error, pages without end are cut and say so', async (t) => {
  const circle = await startOddRegistry(t, (_request, response) => {
    sendJson(response, { tags: ['a'] }, { link: '</v2/app/tags/list?last=a>; rel="next"' });
  });
  await failsWith(t, openClient(t).listTags({ registry: circle.host, repository: 'app' }), 'bad_answer');
  t.is(circle.seen.length, 2);
  let page = 0;
  const endless = await startOddRegistry(t, (_request, response) => {
    page += 1;
    sendJson(response, { tags: [`t${page}`] }, { link: `</v2/app/tags/list?last=t${page}>; rel="next"` });
  });
  const list = await openClient(t).listTags({ registry: endless.host, repository: 'app' });
  t.true(list.truncated);
  t.is(list.pages, 50);
  t.is(list.tags.length, 50);
});

test('what is no tag is left out; no tags at all is an empty list', async (t) => {
  const odd = [1, null, 'ok', 'a/b', '', '-x', 'x'.repeat(200), { tag: 'no' }, 'good_1.0', 'a b', '../x'];
  const registry = await startOddRegistry(t, (request, response) => {
    sendJson(response, { tags: request.url?.includes('/none/') === true ? null : odd });
  });
  const client = openClient(t);
  t.deepEqual((await client.listTags({ registry: registry.host, repository: 'app' })).tags, ['ok', 'good_1.0']);
  t.deepEqual((await client.listTags({ registry: registry.host, repository: 'none/app' })).tags, []);
});

test('an answer that is no list is told apart from an empty one', async (t) => {
  for (const body of [{ tags: 'a,b' }, ['a'], 'text', null, 7]) {
    const registry = await startOddRegistry(t, (_request, response) => sendJson(response, body));
    await failsWith(t, openClient(t).listTags({ registry: registry.host, repository: 'app' }), 'bad_answer');
  }
  const html = await startOddRegistry(t, (_request, response) => void response.writeHead(200).end('<html></html>'));
  await failsWith(t, openClient(t).listTags({ registry: html.host, repository: 'app' }), 'bad_answer');
  const gone = await startOddRegistry(t, (_request, response) => void response.writeHead(404).end());
  await failsWith(t, openClient(t).listTags({ registry: gone.host, repository: 'app' }), 'not_found');
});

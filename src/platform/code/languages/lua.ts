import { rowsOf } from './table.js';
import type { LanguageTable } from './table.js';

export const LUA: LanguageTable = {
  calls: rowsOf({
    shell: 'os.execute io.popen vim.fn.system',
    open: 'io.open io.output',
    delete: 'os.remove lfs.rmdir',
    overwrite: 'os.rename',
    add: 'lfs.mkdir os.tmpname io.tmpfile',
    read: 'os.getenv os.date os.time os.clock io.read io.lines os.difftime io.input',
    harmless:
      'os.exit io.write io.stdout io.stderr io.stdin io.stdout:write io.stderr:write io.stdin:read io.stdin:lines',
    doubt: `load loadstring dofile loadfile require debug.getregistry debug.sethook rawget rawset setmetatable package.loadlib
            getfenv setfenv package.loaded _G _ENV redis.call`,
  }),
  methods: new Map(),
  modules: /^(?:string|table|math|utf8|bit32|coroutine|cjson|json|dkjson)$/,
  imports: [],
  dynamic: /^(?:_G|_ENV|debug|package|ffi|luv|posix|vim)(?:[.:]|$)/,
  bareCalls: true,
};

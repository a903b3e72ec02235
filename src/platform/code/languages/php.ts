import { rowsOf } from './table.js';
import type { LanguageTable } from './table.js';

export const PHP: LanguageTable = {
  calls: rowsOf({
    shell: 'system exec shell_exec passthru popen proc_open',
    command: 'pcntl_exec',
    open: 'fopen',
    delete: 'unlink rmdir ftruncate',
    overwrite: 'file_put_contents rename copy move_uploaded_file tempnam',
    add: 'mkdir touch symlink link mail error_log',
    permission: 'chmod chown chgrp lchown lchgrp',
    kill: 'posix_kill',
    network: 'fsockopen pfsockopen socket_create stream_socket_client stream_socket_server',
    read: 'file_get_contents file readfile scandir glob is_file is_dir file_exists filesize stat opendir curl_init curl_exec',
    doubt: `eval assert create_function call_user_func call_user_func_array include include_once require require_once
            preg_replace_callback array_map array_walk usort register_shutdown_function unserialize dl extract parse_str
            putenv ini_set mysqli mysqli_query PDO ReflectionFunction pcntl_fork mysqli_connect posix_setuid ob_start
            array_filter opcache_reset apcu_clear_cache`,
  }),
  methods: rowsOf({ doubt: 'query exec invoke multi_query', delete: 'unlink', network: 'connect' }),
  modules: /^$/,
  imports: [],
  dynamic: /^\$\$|^(?:ReflectionFunction|ReflectionClass|ReflectionMethod|FFI)/,
  bareCalls: false,
};

-- A real editor at work on a pack: shows a finding, takes its fix, writes the file. Run by neovim.sh; needs Neovim 0.7 or
-- newer. The paths of the program and the pack come in the environment. Every wait is for something to be true.

local function fail(why)
  io.stderr:write('neovim: ' .. why .. '\n')
  vim.cmd('cquit 1')
end

local function wait(what, is_true)
  if not vim.wait(20000, is_true, 20) then
    fail('waited in vain for ' .. what)
  end
end

local config = { name = 'sidecoach', cmd = { vim.env.SIDECOACH, 'pack', 'serve' }, root_dir = vim.fn.getcwd() }
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.PACK))
local buffer = vim.api.nvim_get_current_buf()
local id
if vim.lsp.start then
  id = vim.lsp.start(config)
else
  id = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(buffer, id)
end

local function findings()
  return vim.diagnostic.get(buffer)
end

wait('the finding', function() return #findings() == 1 end)
local found = findings()[1]
local line = vim.api.nvim_buf_get_lines(buffer, found.lnum, found.lnum + 1, true)[1]
local place = line:sub(found.col + 1, found.end_col)
print(('%s, line %d: %s'):format(found.source, found.lnum + 1, (found.message:gsub('\n', '; '))))
if place ~= 'remourse' then
  fail('the finding stands at `' .. place .. '`')
end

-- The fix, as the editor's own menu takes it.
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
vim.ui.select = function(items, options, on_choice)
  print('choice: ' .. options.format_item(items[1]))
  on_choice(items[1], 1)
end
vim.lsp.buf.code_action()
wait('the fix', function() return #findings() == 0 end)
vim.cmd('write')

vim.lsp.stop_client(id)
wait('the end of the server', function() return vim.lsp.get_client_by_id(id) == nil end)
vim.cmd('quitall')

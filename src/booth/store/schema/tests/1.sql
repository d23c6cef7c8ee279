INSERT INTO workshop VALUES (1, '01930000-0000-7000-8000-000000000064', 'lab', 1795546800250, 'Europe/Berlin', 7,
  '01930000-0000-7000-8000-000000000064.lock');
INSERT INTO player VALUES (1, '01930000-0000-7000-8000-000000000001', 'Ana', 'P01', 'present', 1795546800250);
INSERT INTO attendance VALUES ('01930000-0000-7000-8000-000000000064', '01930000-0000-7000-8000-000000000001', 0);
INSERT INTO draw VALUES (1, '01930000-0000-7000-8000-0000000000c9', '01930000-0000-7000-8000-000000000064', 1, 'turns',
  'ab12', 'late-1', 7, '1.1.0', 'An apology, in a lighthouse.', '[{"list":"place","entry":"a lighthouse"}]', 8, 245,
  'played', NULL, '{}', 1795546860250, NULL);
INSERT INTO draw VALUES (2, '01930000-0000-7000-8000-0000000000ca', '01930000-0000-7000-8000-000000000064', 2, 'turns',
  'ab12', 'late-2', 7, '2.1.0', 'An apology, in a lighthouse.', '[]', 8, 245, NULL, NULL,
  '{"version":1,"id":"01930000-0000-7000-8000-0000000000ca","number":2,"words_attempt":1,"cast_attempt":0,"pack":"turns","prompt":"late-2","pack_hash":"ab12","seed":7,"kind":"scene","text":"An apology, in a lighthouse.","coach":[{"text":"Look at Ben.","at":"1m30s"}],"words":[],"chance":[8,245],"ready_ms":20000,"scene_ms":180000,"debrief_ms":60000,"players_min":2,"players_max":4,"roles":[{"name":"apologiser","label":"the one who is late","feeling":{"asked":"guilt:2 -> relief @60%","words":[["guilt","remorse"],["relief","relief"]]},"secret":"You forgot it."}],"cast":[{"role":0,"player":{"person":"01930000-0000-7000-8000-000000000001"},"name":"Ana"}],"drawn_at":1795546920250}',
  1795546920250, NULL);
INSERT INTO take VALUES (7, '01930000-0000-7000-8000-00000000012d', '01930000-0000-7000-8000-0000000000c9', 1, 0,
  'An apology, in a lighthouse.', '{}', 1795546880250, 240000, 187250, 180000, 7250, 187250, 'edit', 'usable', NULL);
INSERT INTO "cast" VALUES ('01930000-0000-7000-8000-00000000012d', 0, 'apologiser', 'the one who is late',
  '01930000-0000-7000-8000-000000000001', NULL, 'Ana', 'guilt:2 -> relief @60%', 'remorse:2 -> relief @60%', 'Wait.');
INSERT INTO "cast" VALUES ('01930000-0000-7000-8000-00000000012d', 1, NULL, NULL, NULL, 2, 'player 2', NULL, NULL, NULL);
INSERT INTO "cast" VALUES ('01930000-0000-7000-8000-00000000012d', 2, 'wronged', 'wronged', NULL, NULL, NULL, 'anger',
  'anger', NULL);
INSERT INTO moment VALUES (1, '01930000-0000-7000-8000-000000000191', '01930000-0000-7000-8000-00000000012d', 61234,
  'mark', NULL, NULL, NULL, NULL);
INSERT INTO judgement VALUES (1, '01930000-0000-7000-8000-0000000001f5', '01930000-0000-7000-8000-00000000012d',
  1795547100250, 'leader', 'usable', NULL, 'late', '[]', NULL);

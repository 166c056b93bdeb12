CREATE VIEW finding_details AS  -- one row a finding, on whichever shelf
SELECT
  f.id, f.condition, c.name AS condition_name, f.source, s.name AS source_name, f.source_detail, f.preparation,
  (SELECT group_concat(name, '; ') FROM (
    SELECT m.name FROM finding_cargo x JOIN molecules m ON m.id = x.molecule WHERE x.finding = f.id ORDER BY x.position
  )) AS cargo,
  (SELECT group_concat(name, '; ') FROM (
    SELECT p.name FROM finding_pathway x JOIN pathways p ON p.id = x.pathway WHERE x.finding = f.id ORDER BY x.position
  )) AS pathways,
  (SELECT group_concat(said, '; ') FROM (
    SELECT e.change || ' ' || t.name || coalesce(' (via ' || e.via || ')', '') AS said
    FROM effects e JOIN targets t ON t.id = e.target WHERE e.finding = f.id ORDER BY e.position
  )) AS effects,
  f.outcome, f.direction, f.role, f.model, f.model_detail, f.design, f.n, f.route, f.dose, f.comparator, f.caution,
  f.level, f.shelf, f.study, y.title, y.journal, y.year, y.doi, y.pmid, y.pmcid, y.status AS study_status
FROM findings f
JOIN conditions c ON c.id = f.condition
JOIN sources s ON s.id = f.source
JOIN studies y ON y.id = f.study;

CREATE VIEW evidence AS  -- one row a finding that counts as evidence for treatment
SELECT * FROM finding_details WHERE shelf = 'evidence';

CREATE VIEW effect_details AS  -- one row an effect; side is up, down or same
SELECT
  e.finding, f.condition, f.study, f.source, f.model, f.level, f.shelf,
  e.target, t.kind AS target_kind, t.name AS target_name, e.change,
  CASE WHEN e.change IN ('increase', 'activate') THEN 'up' WHEN e.change = 'no-change' THEN 'same' ELSE 'down' END AS side,
  e.via
FROM effects e
JOIN findings f ON f.id = e.finding
JOIN targets t ON t.id = e.target;

CREATE VIEW conflicts AS  -- what vesicles move both ways in one condition, by studies that are not all the same
SELECT
  condition, target, target_name,
  count(DISTINCT CASE side WHEN 'up' THEN study END) AS studies_up,
  count(DISTINCT CASE side WHEN 'down' THEN study END) AS studies_down
FROM effect_details
WHERE shelf = 'evidence' AND via IS NULL AND side <> 'same'
GROUP BY condition, target, target_name
HAVING studies_up > 0 AND studies_down > 0 AND count(DISTINCT study) > 1;

"""Never twice, never lost: processes killed at every write, races, reruns, nobody's data astray."""

SELECT job_name, COUNT(*) AS runs, COUNT(failure_cause) AS failed, MAX(start_time) AS last_start
FROM JOB_EXECUTION_LOG
WHERE start_time > CURRENT_TIMESTAMP - INTERVAL '1' DAY
GROUP BY job_name
ORDER BY job_name

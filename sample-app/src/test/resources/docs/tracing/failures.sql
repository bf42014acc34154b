SELECT job_name, sharding_item, start_time, ip, failure_cause
FROM JOB_EXECUTION_LOG
WHERE failure_cause IS NOT NULL AND start_time > CURRENT_TIMESTAMP - INTERVAL '1' DAY
ORDER BY start_time DESC

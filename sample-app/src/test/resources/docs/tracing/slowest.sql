SELECT job_name, sharding_item, start_time, complete_time - start_time AS duration
FROM JOB_EXECUTION_LOG
WHERE complete_time IS NOT NULL
ORDER BY duration DESC
FETCH FIRST 10 ROWS ONLY

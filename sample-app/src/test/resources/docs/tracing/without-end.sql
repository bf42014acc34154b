SELECT job_name, sharding_item, start_time, hostname, task_id
FROM JOB_EXECUTION_LOG
WHERE complete_time IS NULL
ORDER BY start_time

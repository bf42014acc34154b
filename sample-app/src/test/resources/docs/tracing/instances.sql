SELECT job_name, sharding_item, hostname, COUNT(*) AS runs
FROM JOB_EXECUTION_LOG
WHERE start_time > CURRENT_TIMESTAMP - INTERVAL '1' HOUR
GROUP BY job_name, sharding_item, hostname
ORDER BY job_name, sharding_item

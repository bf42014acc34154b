SELECT job_name, sharding_item, execution_source, start_time, ip
FROM JOB_EXECUTION_LOG
WHERE execution_source <> 'NORMAL_TRIGGER'
ORDER BY start_time DESC

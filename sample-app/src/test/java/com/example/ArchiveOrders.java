/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package com.example;

import io.rota.api.ElasticJobConfiguration;
import io.rota.api.ElasticJobProp;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import org.springframework.stereotype.Component;

@Component
@ElasticJobConfiguration(
        jobName = "archive-orders",
        cron = "0 0 2 * * ?",
        shardingTotalCount = 2,
        shardingItemParameters = "0=north,1=south",
        props = @ElasticJobProp(key = "archive.folder", value = "/var/archive"))
public class ArchiveOrders implements SimpleJob {

    @Override
    public void execute(ShardingContext context) {
        System.out.println("Archiving the orders of " + context.getShardingParameter());
    }
}

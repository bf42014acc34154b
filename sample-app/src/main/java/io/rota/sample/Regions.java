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
package io.rota.sample;

import io.rota.api.ShardingContext;
import java.util.List;

/** The regions that the service works for. */
final class Regions {

    static final List<String> ALL = List.of("Beijing", "Shanghai", "Guangzhou");

    private Regions() {}

    /** The region that a run is for: the text of its item in {@code sharding-item-parameters}. */
    static String of(ShardingContext context) {
        String region = context.getShardingParameter();
        if (region == null) {
            throw new IllegalStateException("item " + context.getShardingItem() + " of job '" + context.getJobName()
                    + "' has no region. Name one for each item in sharding-item-parameters.");
        }
        return region;
    }
}

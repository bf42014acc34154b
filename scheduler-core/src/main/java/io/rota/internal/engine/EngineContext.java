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
package io.rota.internal.engine;

import io.rota.env.Env;
import io.rota.internal.cluster.Lease;
import io.rota.internal.trigger.JobTimer;
import io.rota.registry.Backoff;
import io.rota.spi.Extensions;

/**
 * What all jobs of one scheduler share.
 *
 * @param env the outside world
 * @param lease the process's lease and the registry's time
 * @param timer wakes jobs
 * @param extensions strategies and policies by type name
 * @param backoff how failed requests are repeated
 */
record EngineContext(Env env, Lease lease, JobTimer timer, Extensions extensions, Backoff backoff) {}

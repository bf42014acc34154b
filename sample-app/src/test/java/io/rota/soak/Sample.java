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
package io.rota.soak;

/**
 * What the application holds at one moment.
 *
 * @param seconds since its start
 * @param threads without those that measuring takes
 * @param heapKilobytes in use right after a garbage collection
 * @param openFiles file descriptors, sockets among them
 * @param connections to the database, in use
 * @param nodes of the registry, of all jobs
 */
record Sample(long seconds, long threads, long heapKilobytes, long openFiles, long connections, long nodes) {}

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
package io.rota.registry;

/**
 * A node as it was read.
 *
 * @param data UTF-8 text, empty if none
 * @param version 0 after creation, one more with every set
 * @param createdRevision grows with every change of the registry: the older of two nodes has the smaller one
 * @param modifiedMillis the registry's time of the last set
 * @param ephemeral whether the node vanishes with the session that created it
 */
public record Node(String data, int version, long createdRevision, long modifiedMillis, boolean ephemeral) {}

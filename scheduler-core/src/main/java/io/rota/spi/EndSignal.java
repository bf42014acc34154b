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
package io.rota.spi;

/** Tells a run that could go on for ever when it should not. */
@FunctionalInterface
public interface EndSignal {

    /**
     * Whether the run should end at its next good moment: its lease or its thread's patience has ended, or the job was
     * stopped, disabled, moved to another instance or given another definition meanwhile. Asked on the run's thread; once
     * true, it stays true.
     */
    boolean isEndWanted();
}

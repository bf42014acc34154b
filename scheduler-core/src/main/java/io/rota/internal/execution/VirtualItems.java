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
package io.rota.internal.execution;

import io.rota.spi.JobThreadPolicy;

/** {@code VIRTUAL}: each item at once, on a virtual thread of its own. */
public final class VirtualItems implements JobThreadPolicy {

    @Override
    public String getType() {
        return "VIRTUAL";
    }

    @Override
    public int threads(int processors) {
        // An item that runs is not started again, so the number of items is the bound.
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isVirtual() {
        return true;
    }
}

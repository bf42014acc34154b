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
package io.rota.arch.planted.bootstrap;

import io.rota.arch.Breaks;
import io.rota.arch.HouseRules.Rule;
import io.rota.arch.planted.internal.state.StateRecord;
import java.util.List;
import java.util.Optional;

/** Every member is an offence of its own, except the package-private one. */
@Breaks({Rule.NO_INTERNAL_TYPE_IN_PUBLIC})
public abstract class ShowsState {

    protected Optional<StateRecord> field = Optional.empty();

    public List<StateRecord> states() {
        return List.of(hidden());
    }

    protected void take(StateRecord[] states) {}

    public <T extends StateRecord> void bounded() {}

    @Breaks(Rule.NO_INTERNAL_TYPE_IN_PUBLIC)
    public static final class Nested {
        public StateRecord nested() {
            return new StateRecord("");
        }
    }

    StateRecord hidden() {
        return new StateRecord("");
    }
}

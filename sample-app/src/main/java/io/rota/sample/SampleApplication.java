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

import java.util.Map;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts one instance of the order-settlement service, or moves what its instances agreed on to another registry center. */
@SpringBootApplication
public class SampleApplication {

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(SampleApplication.class);
        application.setDefaultProperties(Map.of("sample.data", DataFolder.path().toString()));
        if (TreeCommand.isAskedFor(args)) {
            TreeCommand.run(application, args);
        } else {
            application.run(args);
        }
    }

    /** The first instance that starts finds no orders; those that start at the same moment leave it to that one. */
    @Bean
    InitializingBean openingOrders(OrderBook orders) {
        return orders::openOnce;
    }
}

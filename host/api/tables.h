// The rows of the table, a function for each noun. In the order in which the document shows them.
#pragma once

#include <vector>

#include "api/route.h"

namespace carillon::api {

using Routes = std::vector<Route>;

void add_customer_routes(Routes& routes);
void add_order_routes(Routes& routes);
void add_rule_routes(Routes& routes);
void add_segment_routes(Routes& routes);
void add_segment_history_routes(Routes& routes);
void add_segment_people_routes(Routes& routes);
void add_template_routes(Routes& routes);
void add_template_render_routes(Routes& routes);
void add_campaign_routes(Routes& routes);
void add_campaign_move_routes(Routes& routes);
void add_campaign_preview_routes(Routes& routes);
void add_message_routes(Routes& routes);
void add_progress_routes(Routes& routes);
void add_export_routes(Routes& routes);
void add_import_routes(Routes& routes);
void add_dead_letter_routes(Routes& routes);
void add_channel_routes(Routes& routes);
void add_consent_routes(Routes& routes);
void add_suppression_routes(Routes& routes);
void add_suppression_row_routes(Routes& routes);
void add_public_routes(Routes& routes);
void add_plugin_routes(Routes& routes);
void add_suggestion_routes(Routes& routes);
void add_operation_routes(Routes& routes);

}  // namespace carillon::api

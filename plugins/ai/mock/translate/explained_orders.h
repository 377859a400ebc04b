// Explained conditions on what a customer did and got: orders, sums of them, rankings, messages. For one
// thread and one text.
#pragma once

#include "translate/explained_fields.h"

namespace carillon::translate {

class ExplainedOrders : protected ExplainedFields {
 protected:
  using ExplainedFields::ExplainedFields;

  Read spent();
  Read ordered_once();
  Read ordered();
  bool ends_condition() const;
  Read summed();
  Read edge();
  Read ratio();
  Read gap();
  Read ranked();
  Read rfm();
  bool messages(Members& out);
  Read messaged();
  Read message_count();
};

}  // namespace carillon::translate

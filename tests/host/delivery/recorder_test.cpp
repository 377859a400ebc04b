#include "delivery/recorder.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include <gtest/gtest.h>

#include "sqlite_fixture.h"

namespace carillon::delivery {
namespace {

using store::testing::SqliteStore;

constexpr Id kCampaign = 1, kSingles = 2;

// Which campaigns' events each batch has. Nothing of them is in the ledger, which is all the same here.
class RecordedBatches : public ::testing::Test {
 protected:
  RecordedBatches() {
    singles->campaign = kSingles;
    singles->open = 1'000'000;  // never settled
    singles->in_flight = &in_flight;
    singles->urgent = true;
  }
  std::vector<Event> outcomes(Id campaign, std::size_t n) {
    std::vector<Event> out(n);
    for (Event& event : out) event.key = {campaign, 0, ++last_customer};
    if (campaign == kSingles) {
      for (Event& event : out) event.chunk = singles;
    }
    return out;
  }
  RecorderHooks hooks() {
    return {.recorded =
                [this] {
                  batches.push_back(std::exchange(batch, {}));
                  after_batch();
                },
            .variant_of =
                [this](Id campaign, Id) {
                  ++(campaign == kSingles ? batch.singles : batch.others);
                  return std::size_t{0};
                }};
  }
  std::size_t others_in(std::size_t first_batches) const {
    std::size_t n = 0;
    for (std::size_t i = 0; i < std::min(first_batches, batches.size()); ++i) n += batches[i].others;
    return n;
  }

  struct Batch {
    std::size_t singles = 0, others = 0;
  };
  SqliteStore store;
  Reasons reasons;
  SystemClock clock;
  std::atomic<std::size_t> in_flight{1'000'000};
  std::shared_ptr<ChunkWork> singles = std::make_shared<ChunkWork>();
  Id last_customer = 0;
  Batch batch;  // both on the recorder's thread while it runs
  std::vector<Batch> batches;
  std::function<void()> after_batch = [] {};
};

TEST_F(RecordedBatches, put_outcomes_of_single_messages_before_those_that_wait) {
  Recorder recorder(store.database(), reasons, clock, {.batch_limit = 100}, hooks());
  recorder.settle(outcomes(kCampaign, 250));
  recorder.settle(outcomes(kSingles, 3));
  recorder.start();
  recorder.stop();
  ASSERT_EQ(batches.size(), 4u);
  EXPECT_EQ(batches[0].singles, 3u);
  EXPECT_EQ(batches[0].others, 0u);
  EXPECT_EQ(others_in(4), 250u);
}

TEST_F(RecordedBatches, go_on_with_campaigns_however_many_single_messages_come) {
  Recorder recorder(store.database(), reasons, clock, {.batch_limit = 100}, hooks());
  int floods = 20;
  after_batch = [&] {
    if (--floods > 0) recorder.settle(outcomes(kSingles, 2));
  };
  recorder.settle(outcomes(kCampaign, 500));
  recorder.settle(outcomes(kSingles, 2));
  recorder.start();
  recorder.stop();
  EXPECT_EQ(others_in(10), 500u);
  EXPECT_EQ(others_in(batches.size()), 500u);
}

TEST_F(RecordedBatches, hold_all_receipts_that_were_waited_for_though_single_messages_went_before) {
  Recorder recorder(store.database(), reasons, clock, {.batch_limit = 100}, hooks());
  std::atomic<std::size_t> written{0};
  int floods = 20;
  after_batch = [&] {
    written += batches.back().others;
    if (--floods > 0) recorder.settle(outcomes(kSingles, 50));
  };
  recorder.settle(outcomes(kSingles, 400));
  auto receipts = outcomes(kCampaign, 450);
  recorder.start();
  ASSERT_TRUE(recorder.receipts_now(std::move(receipts)));
  EXPECT_EQ(written, 450u);
  recorder.stop();
}

}  // namespace
}  // namespace carillon::delivery

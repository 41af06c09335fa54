/// How frequent the characters of Chinese, Japanese and Korean are.
enum EastAsian {
    /// ln of the frequency of a character.
    /// - Parameters:
    ///   - script: the character's script.
    ///   - language: `zh`, `ja` or `ko`.
    static func likelihood(of character: Unicode.Scalar, in script: Alphabet.Script, of language: String) -> Float {
        switch (language, script) {
        case ("zh", .han): chinese.contains(character) ? -6.2 : usualChinese.contains(character) ? -8.6 : -12.5
        case ("zh", .kana): -12
        case ("ja", .kana): -4.4
        case ("ja", .han): japanese.contains(character) ? -7 : usualJapanese.contains(character) ? -9.5 : -12.5
        case ("ko", .hangul): korean.contains(character) ? -5.3 : usualKorean.contains(character) ? -8 : -13
        case ("ko", .han): -12.5
        default: -14
        }
    }

    // National sets have the usual characters in these rows.
    private static let usualChinese = characters(of: "gb18030", 0xB0...0xD7).union(characters(of: "big5", 0xA4...0xC6))
    private static let usualJapanese = characters(of: "windows-31j", 0x88...0x98)
    private static let usualKorean = characters(of: "windows-949", 0xB0...0xC8)

    private static func characters(of set: String, _ rows: ClosedRange<UInt8>) -> Set<Unicode.Scalar> {
        // The second bytes that all rows have.
        let codes = rows.flatMap { row in (UInt8(0xA1)...0xFE).flatMap { [row, $0] } }
        let others =
            set == "gb18030" || set == "windows-949"
            ? []
            : rows.flatMap { row in
                (UInt8(0x40)...0x7E).flatMap { [row, $0] }
            }
        let utf8 = CharacterSet.convert(codes + others, from: set) ?? []
        return Set(String(decoding: utf8, as: UTF8.self).unicodeScalars)
    }

    // The most frequent characters.
    private static let chinese = Set(
        ("的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么"
            + "心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现"
            + "分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位"
            + "因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师"
            + "书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及"
            + "今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结"
            + "六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区"
            + "即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友"
            + "孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坐集编宝谈府"
            + "拉黑且随格尽剑讲布杀微怕母调局根曾准团段终乐切级克精哪官示冲竟乎男举客证苦照注费足尔招群热推晚响称兴待约"
            + "阳哥惊吗整支古汉突号绝选吧参刊亚复伤类备欢另港势刻星断陈掌农夜般念价脑规底故省妈刚句显消衣陆器确破具居批"
            + "送泽紧帮线存愿奇害增杨料州节左装易著急久低岁需酒河初游严铁族除份敢胡血企仍投闻斗纪脚右苏标饭云病医阿答土"
            + "况境软考娘村刀击仅查引朝育续独罗买户护喝朋供责项背余希卫列图室乱刘爷龙咱章席错兄暗创排春须承案忙呼树痛沉"
            + "啊灵职乡细诉态停印笔夏助福块冷球姑划既质巴致湾演木韦怪围静园否副辑采食登够赛米假较姐楼获孙宣穿诗歌速忽堂"
            + "敌试谢央怀顾验营止姓养丽属景郭依威按恶慢座罪维渐胜藏皇街激异摘角瑞负施模草某银露阵值班层修味芸這個們為來"
            + "國說時會後過學對裡麼沒發還經頭長見動樣現將與進實點從種當聲話問機給幾業間電門東氣關內產萬處總場師書員報馬"
            + "張難數車應親務覺題統請愛讓認論義術結資隊帶條變聯權領傳運達區轉眾輕語滿識極黃錢黨設雙歷廣議際則單據導網專"
            + "觀爭組視濟離雖編寶談隨盡劍講殺調準團級舉證費熱響稱興約陽驚嗎號絕選參亞傷類備歡勢斷陳農價腦規媽剛顯陸確澤"
            + "緊幫線願楊節裝歲嚴鐵敵課訓練職").unicodeScalars
    )
    private static let japanese = Set(
        ("日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場"
            + "金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性"
            + "的要用制治度務強気小七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心"
            + "界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重近千考判認画海参売利組知案道信策"
            + "集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢減"
            + "台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤町常校料沢裁状工建語球営空職証土与急止送援供"
            + "可役構木割聞身費付施切由説転食比難防補車優夫研収断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独"
            + "警宮究育席輸訪楽起万着乗店述残想線率病農州武声質念待試族象銀域助労例衛然早張映限親額監環験追審商葉義伝働"
            + "形景落欧担好退準賞訴辺造英被株頭技低毎医復仕去姿味負閣韓渡失移差衆個門写評課末守若脳極種美岡影命含福蔵量"
            + "望松非撃佐核観察整段横融型白深字答夜製票況音申様財港識注呼渉達").unicodeScalars
    )
    private static let korean = Set(
        ("이다는에의을가고를은한로하지사기어리나자도서시으인대아스들해일라정그만수전제게있보부여주장상면원조우구공"
            + "것소과성중적미니동생했없선유비신경당국내문결진학오무습요청위관회연음용때산실방차모된물안치교였세역데행통"
            + "발분개계업단할입및더반").unicodeScalars
    )
}
